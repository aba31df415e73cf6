/** All that can be imported from outside. */
export * from "corey-lab";
export * from "corey-lab/analysis";
export * from "corey-lab/corey";
export * from "corey-lab/exam";
export * from "corey-lab/experiments";
export * from "corey-lab/homework";
export * from "corey-lab/host";
export * from "corey-lab/kernels";
export * from "corey-lab/libos";
export * from "corey-lab/linux";
export * from "corey-lab/locks";
export * from "corey-lab/machine";
export * from "corey-lab/plots";
export * from "corey-lab/sim";
export * from "corey-lab/study";
export * from "corey-lab/workloads";
