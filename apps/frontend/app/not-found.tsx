import { pageTexts } from '../client/page-texts.ts';
import { Notice } from '../ui/notice.tsx';

export default function NotFound() {
  return (
    <Notice title={pageTexts.notFound}>
      <a className="button neon-fill" href="/">
        {pageTexts.home}
      </a>
    </Notice>
  );
}
