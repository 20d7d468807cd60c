'use client';
import { texts } from '../client/texts.ts';
import { Notice } from '../ui/notice.tsx';

export default function PageError() {
  return (
    <Notice title={texts.errors.page}>
      <button type="button" className="button neon-fill" onClick={() => location.reload()}>
        {texts.errors.reload}
      </button>
    </Notice>
  );
}
