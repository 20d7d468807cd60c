import { useLayoutEffect, useSyncExternalStore, type RefObject } from 'react';

function useMedia(query: string, onServer: boolean): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
    () => onServer,
  );
}

/** Whether chat and tasks stand side by side; the same bound as the `wide:` classes. */
export function useWide(): boolean {
  return useMedia('(min-width: 800px)', true);
}

export function useSystemDark(): boolean {
  return useMedia('(prefers-color-scheme: dark)', true);
}

/** Whether the browser has a network; true does not promise that the server can be reached. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      addEventListener('online', changed);
      addEventListener('offline', changed);
      return () => {
        removeEventListener('online', changed);
        removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
    () => true,
  );
}

/** False until the page's scripts run: before, a form would be sent the old way, with what it holds. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}

/** Hands on what a person wrote into a field of the server's page before the page's scripts ran. */
export function useEarlyText(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
  onText: (text: string) => void,
): void {
  useLayoutEffect(() => {
    const text = field.current?.value;
    if (text) onText(text);
  }, []); // eslint-disable-line react-hooks/exhaustive-deps
}
