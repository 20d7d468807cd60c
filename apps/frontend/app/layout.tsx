import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { TextsProvider } from '../client/texts/use-texts.ts';
import { requestTexts } from './request-language.ts';
import './globals.css';

const jakarta = localFont({
  src: '../node_modules/@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2',
  variable: '--font-jakarta',
  weight: '200 800',
  display: 'swap',
});

// Fetched only by pages that have Arabic letters on them, whatever their language is. It stands first in the list of
// families, so a fallback of its own would take the Latin letters.
const vazirmatn = localFont({
  src: '../node_modules/@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2',
  variable: '--font-vazirmatn',
  weight: '100 900',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: 'unicode-range', value: 'U+0600-06FF, U+0750-077F, U+08A0-08FF, U+FB50-FDFF, U+FE70-FEFC' }],
});

export async function generateMetadata(): Promise<Metadata> {
  const { product, description } = await requestTexts();
  return { title: product, description };
}

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
  const texts = await requestTexts();
  return (
    <html
      lang={texts.language}
      dir={texts.direction}
      data-theme={theme}
      className={`${jakarta.variable} ${vazirmatn.variable}`}
    >
      <body className="font-sans">
        <div className="aurora" aria-hidden="true" />
        <TextsProvider texts={texts}>{children}</TextsProvider>
      </body>
    </html>
  );
}
