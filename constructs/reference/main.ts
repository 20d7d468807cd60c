import { appendFileSync, writeFileSync } from 'node:fs';
import { stacks } from '../../main';
import { valuesPage } from './values-page';

// After typedoc, which has written the folder anew.
writeFileSync('docs/reference/values.md', valuesPage(stacks()));
appendFileSync('docs/reference/README.md', '\n## Charts\n\n- [values of todo-chatbot](values.md)\n');
