import { texts } from '../client/texts.ts';
import { Notice } from '../ui/notice.tsx';

export default function NotFound() {
  return (
    <Notice title={texts.errors.notFound}>
      <a className="button neon-fill" href="/">
        {texts.errors.home}
      </a>
    </Notice>
  );
}
