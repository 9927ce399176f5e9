/** The program was closed, and ends its chats first. */
import Modal from "@cloudscape-design/components/modal";
import { useEffect, useState } from "react";
import { onEndingChats } from "../ipc";
import { counted } from "../shared/format";
import { Loading } from "../shared/loading";

export function EndingChats() {
  const [open, setOpen] = useState(0);
  useEffect(() => onEndingChats((ending) => setOpen(ending.open)), []);
  if (open === 0) return null;
  return (
    <Modal visible header="Ending the chats">
      <Loading
        words={`${counted(open, "chat")} ${open === 1 ? "is" : "are"} open. Amazon Connect ends two a second; then Crossfade closes.`}
      />
    </Modal>
  );
}
