/** The button of the test notice. The check texts stay out of a click, so its name has a file of its own. */
export const ANSWER_TEST = 'answer_test';
