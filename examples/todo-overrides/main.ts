import { App } from 'cdk8s';
import { TodoChatbot, runSynth } from 'cdk8s-chatbot';

runSynth(() => {
  const app = new App();
  // Other defaults than those of the chart. Each is checked by its type, and by its bounds when synth runs.
  new TodoChatbot(app, 'todo-chatbot', {
    version: '0.1.0',
    global: {
      imageRegistry: 'registry.example.com/team',
      logLevel: 'warning',
      longestAnswerSeconds: 300,
      model: { mode: 'external', name: 'llama-3.3-70b-versatile' },
    },
  });
  return app;
});
