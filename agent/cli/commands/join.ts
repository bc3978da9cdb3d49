import { aliasOf } from '../define-command';
import command from './gossip/join';

export default aliasOf(command, 'join');
