/**
 * The part of SARIF 2.1.0 that `render-sarif.ts` writes, as types. Names are the standard's
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html); types only.
 */
export interface SarifLog {
  readonly $schema: string;
  readonly version: "2.1.0";
  readonly runs: readonly SarifRun[];
}

export interface SarifRun {
  readonly tool: { readonly driver: SarifDriver };
  readonly columnKind: "utf16CodeUnits";
  readonly results: readonly SarifResult[];
}

export interface SarifDriver {
  readonly name: string;
  readonly semanticVersion: string;
  readonly rules: readonly SarifRule[];
}

export interface SarifRule {
  readonly id: string;
  readonly shortDescription: SarifText;
  readonly fullDescription: SarifText;
  readonly help: SarifText;
  readonly helpUri: string;
  readonly defaultConfiguration: { readonly level: SarifLevel };
}

export type SarifLevel = "error" | "warning";

export interface SarifText {
  readonly text: string;
  readonly markdown?: string;
}

export interface SarifResult {
  readonly ruleId: string;
  /** Absent when the driver does not know the rule. */
  readonly ruleIndex?: number;
  readonly level: SarifLevel;
  readonly message: SarifText;
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly fixes?: readonly SarifFix[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

export interface SarifLocation {
  readonly id?: number;
  readonly message?: SarifText;
  readonly physicalLocation: { readonly artifactLocation: SarifArtifact; readonly region?: SarifRegion };
}

export interface SarifArtifact {
  readonly uri: string;
}

/** Lines and columns from 1; the end column is the one behind the last character. */
export interface SarifRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface SarifFix {
  readonly description: SarifText;
  readonly artifactChanges: readonly [
    {
      readonly artifactLocation: SarifArtifact;
      readonly replacements: readonly { readonly deletedRegion: SarifRegion; readonly insertedContent: SarifText }[];
    },
  ];
}
