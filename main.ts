import { App } from 'cdk8s';
import { TodoChatbot } from './constructs/chatbot';
import { runSynth } from './constructs/synth';
import { version } from './package.json';

/** The stacks of this project. */
export function stacks(): App {
  const app = new App();
  new TodoChatbot(app, 'todo-chatbot', { version });
  return app;
}

if (require.main === module) runSynth(stacks);
