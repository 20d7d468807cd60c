import { runProgram, startService } from '@todo-chatbot/service';

import { mcpService, readMcpSettings } from './app.ts';

await runProgram('mcp', (settings) => startService(mcpService(readMcpSettings(settings))));
