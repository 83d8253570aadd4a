/** What Transformers keep of the lead of the TransNARs that taught them, as Markdown. */
import { type KeptLead, type KeptShare, keptLeads, keptShares } from '../analysis/kept-lead.ts';
import { type TableRow, markdownTable } from '../figure/table.ts';
import { readable } from '../figure/theme.ts';
import { type ResultRow, grouped } from '../metric/index.ts';
import { chance, signed, withInterval } from './difference-words.ts';
import { trained, unseen } from './learned.ts';

/** A line for each algorithm, and what each size comes to: the largest trained one and those that training did not show. */
export function keptLeadTable(rows: readonly ResultRow[], variant: string): string {
  const largest = Math.max(...trained);
  const sizes = [largest, ...unseen];
  const found = keptLeads(rows, { sizes, variant });
  if (found.length === 0) return 'Nobody has been taught yet.\n';
  const lines = grouped(found, ({ algorithm }) => algorithm).map((own): TableRow => {
    const [{ algorithm, seeds }] = own;
    const inOrder = sizes.flatMap((size) => own.filter((each) => each.size === size));
    return {
      algorithm: readable(algorithm),
      seeds,
      ...inOrder.reduce<TableRow>(
        (cells, each) => ({ ...cells, ...cellsOf(each, each.size === largest) }),
        {},
      ),
    };
  });
  const shares = keptShares(rows, { sizes, variant }).map((share): TableRow => ({
    size: share.size,
    algorithms: share.algorithms,
    "TransNAR's lead": signed(share.lead),
    'what the taught are ahead by': signed(share.gain),
    'kept of the lead': keptOf(share),
  }));
  return `${markdownTable(lines)}\n\n${markdownTable(shares)}\n`;
}

function cellsOf(lead: KeptLead, isTrained: boolean): TableRow {
  const scores = { [`Transformer, taught, TransNAR at ${lead.size}`]: scoresOf(lead) };
  if (isTrained) return scores;
  return {
    ...scores,
    [`taught less not at ${lead.size}`]: withInterval(lead.gain),
    [`p at ${lead.size}`]: chance(lead.gain),
  };
}

const scoresOf = ({ scores: { transformer, distilled, transnar } }: KeptLead) =>
  [transformer, distilled, transnar].map((score) => score.toFixed(2)).join(', ');

const keptOf = ({ share, low, high }: KeptShare) => `${percent(share)} (${percent(low)} to ${percent(high)})`;

const percent = (share: number) => `${share < 0 ? '−' : ''}${Math.abs(100 * share).toFixed(0)} %`;
