import { field, type FieldView } from '../pages/field.view.js';
import { type PageFrame, privatePage } from '../pages/page.view.js';

export interface ConnectView {
  page: PageFrame;
  firstRun: null;
  /** Where the two protocols are. */
  readerUrl: string;
  feverUrl: string;
  /** What a reader asks for as the name of the user. */
  address: string;
  fields: FieldView[];
  /** Shown once. */
  password: string | null;
}

interface Facts {
  baseUrl: string;
  address: string;
  typed: { label: string; problem: string | null };
  password: string | null;
}

export function connectView({ baseUrl, address, typed, password }: Facts): ConnectView {
  return {
    page: privatePage('Connect a feed reader', 'A password of its own for the program with which you read feeds.'),
    firstRun: null,
    readerUrl: baseUrl,
    feverUrl: `${baseUrl}/fever/`,
    address,
    fields: [field('label', 'Which reader, on which device', { value: typed.label, maxLength: 60, problem: typed.problem })],
    password,
  };
}
