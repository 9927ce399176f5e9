/** Asks before a page is left on which something would be lost. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";

interface Props {
  /** Whether anything would be lost. */
  when: boolean;
  header: string;
  /** What would be lost. */
  children: string;
}

export function LeaveGuard({ when, header, children }: Props) {
  const [wanted, setWanted] = useState<string | null>(null);
  const leaving = useRef(false);
  useEffect(() => {
    if (!when) return;
    const here = window.location.href;
    const hold = (event: HashChangeEvent) => {
      if (leaving.current || event.newURL === here) return;
      // The pages must not hear of it, or this one is gone before anybody is asked.
      event.stopImmediatePropagation();
      window.history.replaceState(null, "", here);
      setWanted(new URL(event.newURL).hash);
    };
    window.addEventListener("hashchange", hold, { capture: true });
    return () => window.removeEventListener("hashchange", hold, { capture: true });
  }, [when]);
  const leave = () => {
    leaving.current = true;
    window.location.hash = (wanted ?? "#/").slice(1);
  };
  return (
    <Modal
      visible={wanted !== null}
      header={header}
      onDismiss={() => setWanted(null)}
      closeAriaLabel="Stay"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={leave} data-testid="leave">
              Leave
            </Button>
            <Button variant="primary" onClick={() => setWanted(null)} data-testid="stay">
              Stay
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {children}
    </Modal>
  );
}
