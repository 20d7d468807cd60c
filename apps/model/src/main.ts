import { runProgram, startService } from '@todo-chatbot/service';

import { modelService, readModelSettings } from './app.ts';

await runProgram('model', (settings) => startService(modelService(readModelSettings(settings))));
