const channelName = 'todo-chatbot.session';

/** Tells the browser's other tabs that somebody has logged in or out. */
export function tellOtherTabs(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('changed');
  channel.close();
}

/** @returns ends that */
export function whenOtherTabsTell(listener: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = listener;
  return () => channel.close();
}
