import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { texts } from '../client/texts.ts';
import './globals.css';

const jakarta = localFont({
  src: '../node_modules/@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2',
  variable: '--font-jakarta',
  weight: '200 800',
  display: 'swap',
});

export const metadata: Metadata = { title: texts.product, description: texts.description };

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f2ff' },
    { media: '(prefers-color-scheme: dark)', color: '#0b0817' },
  ],
};

// Reading the cookie here also keeps every page dynamic, which its nonce needs; and the chosen look is there from the
// first paint on without a script in the page.
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const chosen = (await cookies()).get('theme')?.value;
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : undefined;
  return (
    <html lang="en" dir="ltr" data-theme={theme} className={jakarta.variable}>
      <body className="font-sans">
        <div className="aurora" aria-hidden="true" />
        {children}
      </body>
    </html>
  );
}
