export * from './values';
export * from './synth';
export * from './platform';
export * from './chatbot';
