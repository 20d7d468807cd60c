export { Component, type ComponentDefaults, type ComponentProps, componentValues } from './component';
export { DatabaseComponent } from './database';
export { BackupComponent } from './todo-backup';
export { type TodoGlobals, todoGlobalValues } from './globals';
export { OllamaComponent } from './ollama';
export { TodoChatbot, type TodoChatbotProps } from './todo-chatbot';
