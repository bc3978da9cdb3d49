import { aliasOf } from '../define-command';
import command from './gossip/members';

export default aliasOf(command, 'members');
