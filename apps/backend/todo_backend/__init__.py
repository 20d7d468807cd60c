"""The API of the Todo Chatbot: accounts, tasks, conversations and the chat turn."""

__version__ = "0.1.0"
