'use client';
import PageError from './error.tsx';
import './globals.css';

/** What is left when the layout itself fails. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body className="font-sans">
        <PageError />
      </body>
    </html>
  );
}
