// Answers to presses that the pressed message does not show itself, in English.

export const acts = {
  vouched:
    'Your press is on record. A second approver must press Acknowledge too, because the operator’s Slack account is not verified.',
  outdatedHome: 'This page was out of date; here it is anew. No change was made.',
};
