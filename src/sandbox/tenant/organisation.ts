/** A part of the company. People are in it, or in one that is below it. */
export interface Department {
  /** Lark's own id, which begins with `od-`. */
  readonly open_department_id: string;
  /** The id that the company gave. */
  readonly department_id: string;
  readonly name: string;
  /** The `open_department_id` of the one above; left out directly below the whole company. */
  readonly parent?: string | undefined;
  /** The open_ids of those who are in it themselves. */
  readonly members: readonly string[];
}

export interface UserGroup {
  readonly group_id: string;
  readonly name: string;
  /** open_ids */
  readonly members: readonly string[];
}

/** How the company is divided. */
export class Organisation {
  readonly #departments: readonly Department[];
  readonly #userGroups: readonly UserGroup[];

  constructor(departments: readonly Department[], userGroups: readonly UserGroup[]) {
    this.#departments = departments;
    this.#userGroups = userGroups;
  }

  find(type: "open_department_id" | "department_id", id: string): Department | undefined {
    return this.#departments.find((department) => department[type] === id);
  }

  /** Those that somebody is in directly. */
  departmentsOf(openId: string): readonly Department[] {
    return this.#departments.filter(({ members }) => members.includes(openId));
  }

  /** Those above a department, the nearest first; the whole company is not named. */
  above({ parent }: Department): readonly Department[] {
    const next = parent === undefined ? undefined : this.find("open_department_id", parent);
    return next === undefined ? [] : [next, ...this.above(next)];
  }

  userGroupsOf(openId: string): readonly UserGroup[] {
    return this.#userGroups.filter(({ members }) => members.includes(openId));
  }
}
