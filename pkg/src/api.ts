// What every entry of the package exports besides `createClient`.

export { definePlan } from "./define.js";
export { OrquestaError, type ErrorCode, type ErrorDetails } from "./error.js";
export type { AnswerAt, Data, Inputs, Path, PlanLike } from "./infer.js";
export type { Client, CreateClient, OpenGet, PlanClient, PlanGet } from "./interface.js";
export type * from "./options.js";
export type { Endpoint, Json, Operation, Parameter, Plan, Service, Source, Template } from "./plan.js";
export type * from "./types.js";
