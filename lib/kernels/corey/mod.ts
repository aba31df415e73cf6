/**
 * Corey's kernel: objects, shares, address ranges, devices, and kernel cores.
 * @module
 */

export { Corey } from "./corey.ts";
export { type CoreyOptions, type Parts } from "./parts.ts";
export { type Boot, type BootShareOptions } from "./boot.ts";
export type { Call, SystemCalls } from "./system_call.ts";
export { type Context, type Contexts } from "./contexts.ts";
export { callCycles, coreyPathCycles } from "./path_lengths.ts";
export type { Id, Name, ObjectType } from "./objects/name.ts";
export { type Identity, KernelObject } from "./objects/object.ts";
export { type AllocOptions, type Objects } from "./objects/objects.ts";
export { type Entry, type Kind, type Namespace } from "./objects/namespace.ts";
export { BootCore, type Executor, type KernelLock, placeKernelLock } from "./objects/executor.ts";
export { type ObjectRecord, Records, recordStructs, type TableRecord } from "./objects/records.ts";
export { Share } from "./shares/share.ts";
export { ShareTable } from "./shares/share_table.ts";
export { type ShareOptions, type Shares } from "./shares/shares.ts";
export { FreeLists } from "./memory/free_lists.ts";
export { type CopyMode, type FoundPage, Segment } from "./memory/segment.ts";
export { type CopyOptions, type SegmentOptions, type Segments } from "./memory/segments.ts";
export {
  AddressRange,
  type Flaw,
  type Mapping,
  type Sighting,
  TABLE_PAGES,
  type TakeOut,
} from "./memory/address_range.ts";
export { type MappingInfo, type RangePart, type Ranges, type SegmentPart } from "./memory/ranges.ts";
export { type Translations } from "./memory/translations.ts";
export { type SegmentMappings } from "./memory/segment_mappings.ts";
export { type PageFaults } from "./memory/page_faults.ts";
export { type BufferType, Device, type Driver, type Setting } from "./devices/device.ts";
export { type DeviceOptions, type Devices, type DeviceSetting } from "./devices/devices.ts";
export { Pcore } from "./cores/pcore.ts";
export { type Execution, type ExecutionParts, type Held, type PcoreContext } from "./cores/execution.ts";
export { type Locality, type PcoreOptions, type Pcores } from "./cores/pcores.ts";
export { kernelCore } from "./cores/kernel_core.ts";
export { kernelCoreCycles } from "./cores/kernel_core_cycles.ts";
export { type KernelCall, SyscallDevice } from "./devices/syscall_device.ts";
export { E1000 } from "./devices/network/e1000.ts";
export { NetBuffers } from "./devices/network/net_buffers.ts";
export { type BufferCall, VirtualNic, VirtualNics } from "./devices/network/virtual_nic.ts";
