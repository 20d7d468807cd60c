import type { ReactNode } from 'react';

const shapes = {
  plus: <path d="M12 5v14M5 12h14" />,
  check: <path d="m5 13 4.5 4.500L19 7" />,
  cross: <path d="m6 6 12 12M18 6 6 18" />,
  list: <path d="M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01" />,
  flag: <path d="M6 21V4m0 1c4-2.5 7 2.5 12 0v9c-5 2.5-8-2.5-12 0" />,
  send: <path d="M12 19V5m0 0-6 6m6-6 6 6" />,
  stop: <rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" />,
  sun: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 2v2M12 20v2M4.9 4.900l1.4 1.400M17.7 17.700l1.4 1.400M2 12h2M20 12h2M4.9 19.100l1.4-1.400M17.7 6.300l1.4-1.4" />
    </>
  ),
  moon: <path d="M20.5 14.500A8.5 8.5 0 0 1 9.5 3.500a8.5 8.5 0 1 0 11 11z" />,
  exit: <path d="M15 4h3a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-3M10 16l-4-4 4-4M6 12h9" />,
  pencil: <path d="M4 20h4L19 9l-4-4L4 16zM13.5 6.500l4 4" />,
  trash: <path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5" />,
  calendar: <path d="M5 6h14v14H5zM5 10.500h14M9 3.500V8M15 3.500V8" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5l3 2" />
    </>
  ),
  retry: <path d="M20 12a8 8 0 1 1-2.5-5.800L20 8.500M20 4v4.500h-4.5" />,
  warning: <path d="M12 4 2.8 20h18.400zM12 10v4.500M12 17.200v.01" />,
  down: <path d="M12 5v14m0 0 6-6m-6 6-6-6" />,
  chevron: <path d="m8 10 4 4 4-4" />,
  sliders: <path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4" />,
  cloudOff: <path d="M3 3l18 18M7 9a5 5 0 0 0 0 10h11M10 6.500A6 6 0 0 1 18 11a4 4 0 0 1 2.5 6.5" />,
  chat: <path d="M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z" />,
  search: <path d="M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.300 15.300 20 20" />,
  note: <path d="M6 4h12v16H6zM9 9h6M9 12.500h6M9 16h3" />,
  person: <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.8-4 3.800-6 7.500-6s6.700 2 7.500 6" />,
  copy: <path d="M9 9h11v11H9zM15 9V4H4v11h5" />,
  key: (
    <path d="M15.500 13a4.500 4.500 0 1 0-4.300-3.200L4 17v3h3v-2h2v-2h2l1.800-1.800c.8.5 1.700.800 2.700.800zM16.500 7.500h.01" />
  ),
  lock: <path d="M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3" />,
  download: <path d="M12 4v11m0 0-4.500-4.500M12 15l4.500-4.500M5 19.500h14" />,
  eye: (
    <>
      <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
      <circle cx="12" cy="12" r="3" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** What points along the line, and so the other way where people write from right to left. */
const directed: ReadonlySet<IconName> = new Set(['exit', 'list', 'note']);

/** A decorative line drawing in the colour of the text; the control around it carries the name. */
export function Icon({ name, className = 'size-5' }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={`flex-none ${directed.has(name) ? 'rtl:-scale-x-100' : ''} ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shapes[name]}
    </svg>
  );
}

/** The product's mark: a speech bubble with a tick. */
export function Mark({ className = 'size-9' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 64 64" className={`flex-none ${className}`} aria-hidden="true">
      <defs>
        <linearGradient id="mark" x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor="#22d3ee" />
          <stop offset=".5" stopColor="#8b5cf6" />
          <stop offset="1" stopColor="#ec4899" />
        </linearGradient>
      </defs>
      <path
        d="M16 4h32a12 12 0 0 1 12 12v22a12 12 0 0 1-12 12H30L17 61a2 2 0 0 1-3.3-1.500V50A12 12 0 0 1 4 38V16A12 12 0 0 1 16 4z"
        fill="url(#mark)"
      />
      <path
        d="m20 28 9 9 16-18"
        fill="none"
        stroke="#fff"
        strokeWidth="6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
