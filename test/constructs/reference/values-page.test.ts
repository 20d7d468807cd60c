import { leavesOf } from '../../../constructs/values/handle';
import { valuesPage } from '../../../constructs/reference/values-page';
import { stacks } from '../../../main';
import { declaration } from '../../chart/support/stack';

test('the page of the values has a row for each value of the chart, and no other', () => {
  const page = valuesPage(stacks());
  const rows = [...page.matchAll(/^\| `([^`]+)` \| [^|]+ \| [^|]* \| .* \| \S.* \|$/gm)].map(([, name]) => name!);
  const names = [...leavesOf(declaration)].map(([keys]) => keys.join('.'));
  expect(rows.length).toBeGreaterThan(300);
  expect(rows.toSorted()).toEqual([...names].toSorted());
});
