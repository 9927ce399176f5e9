/** An ARN, whole and to be copied. */
import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";

export function Arn(props: { arn: string }) {
  return (
    <div>
      <Box variant="awsui-key-label">ARN</Box>
      <CopyToClipboard
        variant="inline"
        textToCopy={props.arn}
        copyButtonAriaLabel="Copy the ARN"
        copySuccessText="Copied"
        copyErrorText="It could not be copied"
      />
    </div>
  );
}
