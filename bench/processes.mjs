/** What Linux tells of a process from outside. */
import { readdirSync, readFileSync } from 'node:fs';

/** What `/proc` counts the time of processes in. */
const TICKS_A_SECOND = 100;

export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

export function residentMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** Open files and sockets. */
export function descriptors(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The value at this share of sorted numbers. */
export function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
