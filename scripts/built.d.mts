/** Whether dist/ of the project in this folder is newer than all of its sources. */
export function isBuilt(root: string): boolean;
