/** The digest's button. The digest itself loads late: a click never renders it. */
export const ACKNOWLEDGE_LISTED = 'acknowledge_listed';
