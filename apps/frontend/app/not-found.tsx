import { Notice } from '../ui/notice.tsx';
import { requestTexts } from './request-language.ts';

export default async function NotFound() {
  const { page } = await requestTexts();
  return (
    <Notice title={page.notFound}>
      <a className="button neon-fill" href="/">
        {page.home}
      </a>
    </Notice>
  );
}
