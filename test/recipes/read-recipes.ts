import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

const RECIPES = join(import.meta.dir, "../../.github/recipes");

/** A ready recipe: the very text that is in its file. */
export interface Recipe {
  readonly name: string;
  /** What the CI hands to a shell, in order; the next only after a 0. */
  readonly scripts: readonly string[];
  /** How the CI starts the shell, and what follows the script. */
  readonly shell: readonly string[];
  /** The environment as the CI and whoever set it up give it, beside what every recipe needs. */
  readonly env: Readonly<Record<string, string>>;
}

const SETTINGS = ["COUNTERSIGN_URL", "COUNTERSIGN_TOKEN", "APPROVAL_CHAT", "APPROVER"] as const;

export function readRecipes(): readonly Recipe[] {
  return [githubActions(), gitlab(), jenkins(), shellScript()];
}

interface Workflow {
  readonly jobs: { readonly release: { readonly steps: readonly Step[] } };
}

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function githubActions(): Recipe {
  const { jobs } = parse(read("github-actions.yml")) as Workflow;
  const { steps } = jobs.release;
  // A runner gives a step no more than what it names: each setting is to be handed on under its own name.
  const handedOn = Object.entries(steps.find(({ env }) => env !== undefined)?.env ?? {});
  const wrong = handedOn.filter(
    ([name, value]) => !/^\$\{\{ (vars|secrets)\.(\w+) \}\}$/.exec(value)?.includes(name),
  );
  if (handedOn.length !== SETTINGS.length || wrong.length > 0)
    throw new Error(`odd env: ${JSON.stringify(handedOn)}`);
  return {
    name: "the GitHub Actions step",
    scripts: steps.flatMap(({ run }) => run ?? []),
    shell: ["sh", "-e", "-c"],
    env: {
      GITHUB_REF_NAME: "v2.4",
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_SHA: "4f2a91c",
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_RUN_ID: "812",
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_ACTOR: "ada",
    },
  };
}

function gitlab(): Recipe {
  const { stages, ...jobs } = parse(read("gitlab-ci.yml")) as Record<
    string,
    { script: string[]; stage: string }
  > & {
    stages: string[];
  };
  const inOrder = Object.values(jobs).toSorted((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
  return {
    name: "the GitLab job",
    scripts: inOrder.map(({ script }) => script.join("\n")),
    shell: ["sh", "-e", "-c"],
    env: {
      CI_COMMIT_TAG: "v2.4",
      CI_PROJECT_PATH: "acme/shop",
      CI_COMMIT_SHA: "4f2a91c",
      CI_PIPELINE_URL: "https://gitlab.example/acme/shop/-/pipelines/812",
      CI_JOB_ID: "8120",
      GITLAB_USER_LOGIN: "ada",
    },
  };
}

function jenkins(): Recipe {
  const steps = read("Jenkinsfile").matchAll(/\bsh ('''|')(.*?)\1/gs);
  return {
    name: "the Jenkins stage",
    // In a Groovy string a backslash joins its line with the next.
    scripts: [...steps].map(([, , script = ""]) => script.replaceAll("\\\n", "")),
    shell: ["sh", "-xe", "-c"],
    env: {
      JOB_NAME: "shop",
      BUILD_NUMBER: "812",
      BUILD_URL: "https://jenkins.example/job/shop/812/",
      BUILD_TAG: "jenkins-shop-812",
      GIT_COMMIT: "4f2a91c",
    },
  };
}

function shellScript(): Recipe {
  return {
    name: "the shell script",
    scripts: [`exec "${join(RECIPES, "after-a-yes.sh")}" "Release 2.4" ./release.sh`],
    shell: ["sh", "-c"],
    env: {},
  };
}

function read(file: string): string {
  return readFileSync(join(RECIPES, file), "utf8");
}
