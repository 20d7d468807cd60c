export { Component, type ComponentDefaults, type ComponentProps, componentValues } from './component';
export { DatabaseComponent } from './database';
export { type TodoGlobals, todoGlobalValues } from './globals';
export { TodoChatbot, type TodoChatbotProps } from './todo-chatbot';
