export const opened = location.href;
