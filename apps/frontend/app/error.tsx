'use client';
import { pageTexts } from '../client/page-texts.ts';
import { Notice } from '../ui/notice.tsx';

export default function PageError() {
  return (
    <Notice title={pageTexts.failed}>
      <button type="button" className="button neon-fill" onClick={() => location.reload()}>
        {pageTexts.reload}
      </button>
    </Notice>
  );
}
