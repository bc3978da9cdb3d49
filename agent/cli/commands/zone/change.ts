import { aliasOf } from '../../define-command';
import command from '../gossip/zone/change';

export default aliasOf(command, 'zone change');
