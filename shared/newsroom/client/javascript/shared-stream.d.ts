export interface StreamEvent {
  type: "published" | "updated" | "linked" | "unlinked" | "withdrawn" | "restored";
  id: string;
  data: string;
}

export function openStream(options: {
  query?: string;
  cursor: string;
  worker?: string;
  onEvent: (event: StreamEvent) => void;
  onState: (state: "on" | "off") => void;
  onReset: () => void;
}): () => void;
