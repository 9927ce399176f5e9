/** The frame of a form that leads to a review. */
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { ConfirmModal } from "../../shared/confirm-modal";

interface Props {
  header: string;
  ready: boolean;
  close: () => void;
  review: () => void;
  children: ReactNode;
}

export function FormModal({ header, ready, close, review, children }: Props) {
  return (
    <ConfirmModal
      header={header}
      close={close}
      confirm={{
        words: "Review",
        act: review,
        writes: false,
        disabled: !ready,
        testId: "form-review",
      }}
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ConfirmModal>
  );
}
