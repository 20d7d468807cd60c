'use client';
import { useState } from 'react';
import { Notice } from '../ui/notice.tsx';
import './globals.css';

// Next shows this instead of everything, the layout and its texts included: so it brings its own few words.
const words = {
  en: { dir: 'ltr', failed: 'Something went wrong on this page.', reload: 'Load the page again' },
  ar: { dir: 'rtl', failed: 'حدث خطأ في هذه الصفحة.', reload: 'إعادة تحميل الصفحة' },
};

export default function GlobalError() {
  // The page that failed is still there when this is drawn for the first time.
  const [language] = useState<keyof typeof words>(() =>
    globalThis.document?.documentElement.lang === 'ar' ? 'ar' : 'en',
  );
  const { dir, failed, reload } = words[language];
  return (
    <html lang={language} dir={dir}>
      <body className="font-sans">
        <title>{failed}</title>
        <Notice title={failed}>
          <button type="button" className="button neon-fill" onClick={() => location.reload()}>
            {reload}
          </button>
        </Notice>
      </body>
    </html>
  );
}
