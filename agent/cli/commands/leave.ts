import { aliasOf } from '../define-command';
import command from './gossip/leave';

export default aliasOf(command, 'leave');
