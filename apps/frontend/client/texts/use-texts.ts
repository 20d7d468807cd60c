'use client';
import { createContext, createElement, useContext, type ReactNode } from 'react';
import type { Texts } from './en.ts';

const TextsContext = createContext<Texts | undefined>(undefined);

/** Hands the texts of one language, which the server has chosen, to everything below; no other language is loaded. */
export function TextsProvider({ texts, children }: { readonly texts: Texts; readonly children: ReactNode }) {
  return createElement(TextsContext, { value: texts }, children);
}

/** The texts of the person's language. */
export function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (!texts) throw new Error('useTexts needs a TextsProvider above it');
  return texts;
}
