/** The texts of pages that stand alone; apart from the others so that these need not be loaded to say them. */
export const pageTexts = {
  failed: 'Something went wrong on this page.',
  reload: 'Load the page again',
  notFound: 'There is nothing at this address.',
  home: 'Go to the chat',
};
