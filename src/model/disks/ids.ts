/** The two lists of the pane; the first gives it its name. */
export const DEVICES_ID = 'disks';
export const FILE_SYSTEMS_ID = 'fileSystems';
/** The lists behind a device and behind a file system. */
export const TRAFFIC_ID = 'storageProcesses';
export const DELETED_ID = 'deletedFiles';
