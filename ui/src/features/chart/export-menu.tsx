/** Takes a chart along as a picture. */
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useMutation } from "@tanstack/react-query";
import type { ChartFormatDto, SavedFileDto } from "../../ipc";
import { useSavedFile } from "../../shared/csv-button";

export function ExportMenu(props: { draw: (format: ChartFormatDto) => Promise<SavedFileDto> }) {
  const told = useSavedFile();
  const take = useMutation({
    mutationFn: props.draw,
    onSuccess: (file) => told.saved(file, "the chart"),
    onError: told.failed,
  });
  return (
    <ButtonDropdown
      items={[
        { id: "png", text: "PNG picture" },
        { id: "svg", text: "SVG drawing" },
      ]}
      loading={take.isPending}
      loadingText="Drawing the chart"
      onItemClick={({ detail }) => take.mutate(detail.id as ChartFormatDto)}
    >
      Export
    </ButtonDropdown>
  );
}
