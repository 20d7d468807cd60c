'use client';
import { pageTexts } from '../client/page-texts.ts';
import { Notice } from '../ui/notice.tsx';
import './globals.css';

/** What is left when the page fails: Next shows it instead of everything, the layout included. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body className="font-sans">
        <Notice title={pageTexts.failed}>
          <button type="button" className="button neon-fill" onClick={() => location.reload()}>
            {pageTexts.reload}
          </button>
        </Notice>
      </body>
    </html>
  );
}
