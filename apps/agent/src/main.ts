import { runProgram, startService } from '@todo-chatbot/service';

import { agentService } from './app.ts';
import { readAgentSettings } from './settings.ts';

await runProgram('agent', (settings) => startService(agentService(readAgentSettings(settings))));
