/** What sensors measure, and in what. */
export const SENSOR_UNITS = {
  temperature: '°C',
  fan: 'rpm',
  power: 'W',
  voltage: 'V',
  current: 'A',
  energy: 'J',
  battery: '%',
  frequency: 'Hz',
} as const;

export type SensorKind = keyof typeof SENSOR_UNITS;
export const SENSOR_KINDS = Object.keys(SENSOR_UNITS) as readonly SensorKind[];

/** The part of the kernel that has a chip. */
export const SENSOR_SOURCES = ['hwmon', 'thermal', 'supply', 'rapl', 'cpufreq'] as const;
export type SensorSource = (typeof SENSOR_SOURCES)[number];

/** NaN is unknown. Texts are the driver's and not safe for a terminal. */
export type Sensor = {
  /** Unique per sensor while ntop runs. */
  readonly serial: number;
  readonly kind: SensorKind;
  /** As its files have it: temp1; of a frequency cpu12. */
  readonly name: string;
  /** As the driver has it; empty if it has none. */
  readonly label: string;
  readonly value: number;
  /** The highest that is meant, where the hardware protects itself, and the lowest that is meant. */
  readonly limit: number;
  readonly critical: number;
  readonly least: number;
  readonly alarm: boolean;
  /** The errno name that says why its value is unknown; empty if there is none. */
  readonly refused: string;
  /** A power that follows from a counter of energy: the counter, and where it starts again from 0. */
  readonly countedJoules: number;
  readonly wrapJoules: number;
};

export type PowerSupply = {
  /** Otherwise the mains, or a charger. */
  readonly isBattery: boolean;
  /** Of a mouse or the like: the machine does not live on it. */
  readonly isOfDevice: boolean;
  readonly isOnline?: boolean | undefined;
  /** Charging, Discharging, Full, Not charging …; not safe for a terminal. */
  readonly status: string;
  readonly energyJoules: number;
  readonly fullJoules: number;
  /** In or out, without a sign. */
  readonly watts: number;
};

/** Sensors that are read together. */
export type SensorChip = {
  readonly source: SensorSource;
  readonly name: string;
  /** What it belongs to, such as nvme0 or coretemp.1; may be empty. */
  readonly device: string;
  /** When it was read, on the monotonic clock. */
  readonly readSeconds: number;
  /** For how long it has not answered, if that is long; then all of it is unknown. */
  readonly silentSeconds: number;
  readonly sensors: readonly Sensor[];
  readonly supply?: PowerSupply | undefined;
};

/** Where a CPU is. */
export type CpuPlace = {
  readonly cpu: number;
  /** -1 is unknown. */
  readonly package: number;
  /** Unique within its package; numbers have gaps. */
  readonly core: number;
  /** Empty on a machine with cores of one kind. */
  readonly kind: 'P' | 'E' | '';
  /** The CPUs of its core, itself among them. */
  readonly siblings: readonly number[];
  readonly baseHertz: number;
  readonly mostHertz: number;
};

export type SensorReading = {
  readonly chips: readonly SensorChip[];
  readonly cpus: readonly CpuPlace[];
  /** Only what the meters show was read. */
  readonly isPartial?: boolean | undefined;
  /** Whether CPUs may go beyond their base frequency. */
  readonly boost?: boolean | undefined;
};
