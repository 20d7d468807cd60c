import { stacks } from '../../main';
import { replaceFolder } from '../synth/output';
import { graphPages } from './pages';

replaceFolder('docs/graph', graphPages(stacks()));
