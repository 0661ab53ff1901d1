/** The concrete syntax tree, generated from grammar/parser.ts by "npm run generate". Do not edit. */
import type { CstNode, ICstVisitor, IToken } from "chevrotain";

export interface FileCstNode extends CstNode {
  name: "file";
  children: FileCstChildren;
}

export type FileCstChildren = {
  import?: ImportCstNode[];
  const?: ConstCstNode[];
  block?: BlockCstNode[];
  model?: ModelCstNode[];
  train?: TrainCstNode[];
};

export interface ImportCstNode extends CstNode {
  name: "import";
  children: ImportCstChildren;
}

export type ImportCstChildren = {
  Import: IToken[];
  Name: IToken[];
  Comma?: IToken[];
  From: IToken[];
  String: IToken[];
};

export interface ConstCstNode extends CstNode {
  name: "const";
  children: ConstCstChildren;
}

export type ConstCstChildren = {
  Const: IToken[];
  Name: IToken[];
  Equals: IToken[];
  expr: ExprCstNode[];
};

export interface BlockCstNode extends CstNode {
  name: "block";
  children: BlockCstChildren;
}

export type BlockCstChildren = {
  Block: IToken[];
  Name: IToken[];
  params: ParamsCstNode[];
  body: BodyCstNode[];
};

export interface ModelCstNode extends CstNode {
  name: "model";
  children: ModelCstChildren;
}

export type ModelCstChildren = {
  Model: IToken[];
  Name: IToken[];
  params?: ParamsCstNode[];
  body: BodyCstNode[];
};

export interface ParamsCstNode extends CstNode {
  name: "params";
  children: ParamsCstChildren;
}

export type ParamsCstChildren = {
  LeftParen: IToken[];
  param?: ParamCstNode[];
  Comma?: IToken[];
  RightParen: IToken[];
};

export interface ParamCstNode extends CstNode {
  name: "param";
  children: ParamCstChildren;
}

export type ParamCstChildren = {
  Name: IToken[];
  Equals?: IToken[];
  expr?: ExprCstNode[];
};

export interface BodyCstNode extends CstNode {
  name: "body";
  children: BodyCstChildren;
}

export type BodyCstChildren = {
  LeftBrace: IToken[];
  statement?: (StatementCstNode)[];
  NewLine?: IToken[];
  RightBrace: IToken[];
};

export interface StatementCstNode extends CstNode {
  name: "statement";
  children: StatementCstChildren;
}

export type StatementCstChildren = {
  let?: LetCstNode[];
  expect?: ExpectCstNode[];
  head?: HeadCstNode[];
  chain?: ChainCstNode[];
};

export interface LetCstNode extends CstNode {
  name: "let";
  children: LetCstChildren;
}

export type LetCstChildren = {
  Let: IToken[];
  Name: IToken[];
  Equals: IToken[];
  expr: ExprCstNode[];
};

export interface ExpectCstNode extends CstNode {
  name: "expect";
  children: ExpectCstChildren;
}

export type ExpectCstChildren = {
  Expect: IToken[];
  metric: IToken[];
  Comparison?: IToken[];
  expr: ExprCstNode[];
  At?: IToken[];
  Batch?: IToken[];
  batch?: ExprCstNode[];
};

export interface HeadCstNode extends CstNode {
  name: "head";
  children: HeadCstChildren;
}

export type HeadCstChildren = {
  Head: IToken[];
  Name: IToken[];
  body: BodyCstNode[];
};

export interface ChainCstNode extends CstNode {
  name: "chain";
  children: ChainCstChildren;
}

export type ChainCstChildren = {
  stage: (StageCstNode)[];
  Arrow?: IToken[];
  NewLine?: IToken[];
};

export interface StageCstNode extends CstNode {
  name: "stage";
  children: StageCstChildren;
}

export type StageCstChildren = {
  primary: PrimaryCstNode[];
  Star?: IToken[];
  factor?: FactorCstNode[];
  As?: IToken[];
  Name?: IToken[];
  Colon?: IToken[];
  sizes?: SizesCstNode[];
};

export interface FactorCstNode extends CstNode {
  name: "factor";
  children: FactorCstChildren;
}

export type FactorCstChildren = {
  Integer?: IToken[];
  Name?: IToken[];
  LeftParen?: IToken[];
  expr?: ExprCstNode[];
  RightParen?: IToken[];
};

export interface PrimaryCstNode extends CstNode {
  name: "primary";
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  inputStage?: InputStageCstNode[];
  call?: CallCstNode[];
  layer?: LayerCstNode[];
  group?: GroupCstNode[];
  branch?: BranchCstNode[];
  cond?: CondCstNode[];
  reference?: ReferenceCstNode[];
};

export interface InputStageCstNode extends CstNode {
  name: "inputStage";
  children: InputStageCstChildren;
}

export type InputStageCstChildren = {
  Input: IToken[];
  sizes: SizesCstNode[];
  named?: NamedCstNode[];
};

export interface LayerCstNode extends CstNode {
  name: "layer";
  children: LayerCstChildren;
}

export type LayerCstChildren = {
  Name: IToken[];
  layerArgument?: LayerArgumentCstNode[];
};

export interface LayerArgumentCstNode extends CstNode {
  name: "layerArgument";
  children: LayerArgumentCstChildren;
}

export type LayerArgumentCstChildren = {
  sizes?: SizesCstNode[];
  Decimal?: IToken[];
  attr?: AttrCstNode[];
  named?: NamedCstNode[];
  flag?: IToken[];
  String?: IToken[];
};

export interface SizesCstNode extends CstNode {
  name: "sizes";
  children: SizesCstChildren;
}

export type SizesCstChildren = {
  size: (SizeCstNode)[];
  SizeJoin?: IToken[];
};

export interface SizeCstNode extends CstNode {
  name: "size";
  children: SizeCstChildren;
}

export type SizeCstChildren = {
  Integer?: IToken[];
  computed?: ComputedCstNode[];
};

export interface ComputedCstNode extends CstNode {
  name: "computed";
  children: ComputedCstChildren;
}

export type ComputedCstChildren = {
  SizeOpen: IToken[];
  expr: ExprCstNode[];
  SizeClose: IToken[];
};

export interface AttrCstNode extends CstNode {
  name: "attr";
  children: AttrCstChildren;
}

export type AttrCstChildren = {
  AttributeLetter: IToken[];
  attrValue: (AttrValueCstNode)[];
  SizeJoin?: IToken[];
};

export interface AttrValueCstNode extends CstNode {
  name: "attrValue";
  children: AttrValueCstChildren;
}

export type AttrValueCstChildren = {
  size: (SizeCstNode)[];
  PaddingColon?: IToken[];
};

export interface NamedCstNode extends CstNode {
  name: "named";
  children: NamedCstChildren;
}

export type NamedCstChildren = {
  Name: IToken[];
  Equals: IToken[];
  operand?: OperandCstNode[];
  computed?: ComputedCstNode[];
};

export interface CallCstNode extends CstNode {
  name: "call";
  children: CallCstChildren;
}

export type CallCstChildren = {
  Name: IToken[];
  args: ArgsCstNode[];
};

export interface ArgsCstNode extends CstNode {
  name: "args";
  children: ArgsCstChildren;
}

export type ArgsCstChildren = {
  LeftParen: IToken[];
  arg?: ArgCstNode[];
  Comma?: IToken[];
  RightParen: IToken[];
};

export interface ArgCstNode extends CstNode {
  name: "arg";
  children: ArgCstChildren;
}

export type ArgCstChildren = {
  Name?: IToken[];
  Equals?: IToken[];
  expr: ExprCstNode[];
};

export interface GroupCstNode extends CstNode {
  name: "group";
  children: GroupCstChildren;
}

export type GroupCstChildren = {
  LeftBracket: IToken[];
  chain: ChainCstNode[];
  RightBracket: IToken[];
};

export interface BranchCstNode extends CstNode {
  name: "branch";
  children: BranchCstChildren;
}

export type BranchCstChildren = {
  combine?: (IToken)[];
  LeftBrace: IToken[];
  leading?: IToken[];
  first?: ChainCstNode[];
  arm?: ArmCstNode[];
  RightBrace: IToken[];
};

export interface ArmCstNode extends CstNode {
  name: "arm";
  children: ArmCstChildren;
}

export type ArmCstChildren = {
  Pipe: IToken[];
  chain?: ChainCstNode[];
};

export interface CondCstNode extends CstNode {
  name: "cond";
  children: CondCstChildren;
}

export type CondCstChildren = {
  If: (IToken)[];
  expr: (ExprCstNode)[];
  body: (BodyCstNode)[];
  Else?: (IToken)[];
  otherwise?: BodyCstNode[];
};

export interface ReferenceCstNode extends CstNode {
  name: "reference";
  children: ReferenceCstChildren;
}

export type ReferenceCstChildren = {
  At: IToken[];
  Name: IToken[];
};

export interface ExprCstNode extends CstNode {
  name: "expr";
  children: ExprCstChildren;
}

export type ExprCstChildren = {
  operand: (OperandCstNode)[];
  BinaryOperator?: IToken[];
};

export interface OperandCstNode extends CstNode {
  name: "operand";
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  prefix?: (IToken)[];
  Integer?: IToken[];
  Decimal?: IToken[];
  String?: IToken[];
  word?: (IToken)[];
  list?: ListCstNode[];
  LeftParen?: IToken[];
  expr?: ExprCstNode[];
  RightParen?: IToken[];
  postfix?: PostfixCstNode[];
};

export interface PostfixCstNode extends CstNode {
  name: "postfix";
  children: PostfixCstChildren;
}

export type PostfixCstChildren = {
  Dot?: IToken[];
  Name?: IToken[];
  LeftParen?: IToken[];
  arg?: ArgCstNode[];
  Comma?: IToken[];
  RightParen?: IToken[];
  LeftBracket?: IToken[];
  expr?: ExprCstNode[];
  RightBracket?: IToken[];
};

export interface ListCstNode extends CstNode {
  name: "list";
  children: ListCstChildren;
}

export type ListCstChildren = {
  LeftBracket: IToken[];
  expr?: ExprCstNode[];
  Comma?: IToken[];
  RightBracket: IToken[];
};

export interface TrainCstNode extends CstNode {
  name: "train";
  children: TrainCstChildren;
}

export type TrainCstChildren = {
  Train: IToken[];
  Name: IToken[];
  args?: ArgsCstNode[];
  LeftBrace: IToken[];
  setting?: (SettingCstNode)[];
  NewLine?: IToken[];
  RightBrace: IToken[];
};

export interface SettingCstNode extends CstNode {
  name: "setting";
  children: SettingCstChildren;
}

export type SettingCstChildren = {
  settingStep: (SettingStepCstNode)[];
  Arrow?: IToken[];
};

export interface SettingStepCstNode extends CstNode {
  name: "settingStep";
  children: SettingStepCstChildren;
}

export type SettingStepCstChildren = {
  Name: IToken[];
  settingArgument?: SettingArgumentCstNode[];
};

export interface SettingArgumentCstNode extends CstNode {
  name: "settingArgument";
  children: SettingArgumentCstChildren;
}

export type SettingArgumentCstChildren = {
  named?: NamedCstNode[];
  word?: IToken[];
  String?: IToken[];
  value?: ValueCstNode[];
};

export interface ValueCstNode extends CstNode {
  name: "value";
  children: ValueCstChildren;
}

export type ValueCstChildren = {
  Minus?: IToken[];
  Integer?: IToken[];
  Decimal?: IToken[];
  word?: (IToken)[];
  list?: ListCstNode[];
  computed?: ComputedCstNode[];
  LeftParen?: IToken[];
  expr?: ExprCstNode[];
  RightParen?: IToken[];
};
