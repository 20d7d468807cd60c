import { App } from 'cdk8s';
import { TodoChatbot } from './constructs/chatbot';
import { runSynth } from './constructs/synth';
import { version } from './package.json';

runSynth(() => {
  const app = new App();
  new TodoChatbot(app, 'todo-chatbot', { version });
  return app;
});
